"""When somebody asks for what they can do alone: free a seat, instead of raising a ticket."""

from eticket.lib.folding import words
from eticket.licensing.models import Product


def is_about_activation(subject: str, product: Product) -> bool:
    """Whether a subject has one of the product's words of activations, however it is written.

    Each word of the list is the beginning of one: "activa" means "Activación" as well.
    """
    said = f" {' '.join(words(subject))}"
    meant = (words(phrase) for phrase in product.activation_words.split(","))
    return any(f" {' '.join(phrase)}" in said for phrase in meant if phrase)
