"""Getting resources from the network, safely and politely."""
