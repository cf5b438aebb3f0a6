"""The pass: a scanned text becomes a pass we trust (GP1); its keys, its signed lists, its printed serial."""
