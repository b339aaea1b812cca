"""The whole program under mixed load with faults, for as long as one likes: `make soak`."""
