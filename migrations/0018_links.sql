-- Whom a provider signs in to an account (OpenID Connect): the SHA-256 of the provider's address, the claim and its value.
ALTER TABLE account ADD COLUMN link TEXT;

CREATE UNIQUE INDEX account_by_link ON account (link);
