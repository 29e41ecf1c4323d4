//! Sources: whoever delivers a roster. A delivery is read whole or not at all.
