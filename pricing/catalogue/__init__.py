"""Keep the products of whole lists with their price histories."""
