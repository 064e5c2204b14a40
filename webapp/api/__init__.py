"""The public interface: what anybody may read by machine, and the description of it and of what phones exchange."""
