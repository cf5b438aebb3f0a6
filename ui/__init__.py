"""The window: draws one frozen value and turns keys and touches into events; the only place with Qt."""
