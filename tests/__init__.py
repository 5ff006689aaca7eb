"""The tests are a package of this name, since one of their parts brings another with it."""
