"""The rules of joint approval as pure functions over frozen models."""
