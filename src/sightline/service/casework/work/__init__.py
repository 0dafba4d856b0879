"""My work: what somebody must do, found from who must act today on every file open to them."""
