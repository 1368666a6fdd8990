"""A customer's contracts and a day come in; the page that lists them in the colours of their states comes out."""
