"""The measured claims of the documents: the product beside its bare twin, in one run."""
