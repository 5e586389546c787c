"""Access: payers, what each leaves to pay for a product, and whether that can be afforded."""
