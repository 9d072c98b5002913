"""What the API gives, as types: mypy holds the code to them and OpenAPI is made from them."""
