from tests.demo_world import demo

__all__ = ["demo"]
