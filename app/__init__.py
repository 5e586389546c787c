"""The window of Elemental: shows what `pricing` computes, hands back what the user changed."""
