"""The API (接口): what programs of the bank may ask and do, each with a token that acts as its person."""
