"""The hands of the workflows: everything that touches the outside world."""
