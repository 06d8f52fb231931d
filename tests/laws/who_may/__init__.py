"""The table of who may: one module an app, each with ROWS: route name → the statuses its people get.

A row says, for the cast of tests/builders.py, what opening the page answers: 200 shown, 403 the page with the reason,
404 as if it were not there, 302 sent to sign-in (or onward). A route without a row fails the law."""
