"""The catalogue: the products of whole lists with their price histories, in a data file of its own.

Other rooms import `catalogue`, `search`, `importing`, `exchange` and `price_updates` by path, so
that each is loaded when it is first needed.
"""
