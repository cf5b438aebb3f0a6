"""Camera, QR readers and thermometers: frames, payload bytes and readings, without knowing what a pass means."""
