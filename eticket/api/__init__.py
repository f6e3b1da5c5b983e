"""What the publisher's programs ask: activations, keys (docs/api.md). No session, no cookie."""
