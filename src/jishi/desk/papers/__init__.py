"""The joining pages as sheets and documents: dataclass in, bytes out."""
