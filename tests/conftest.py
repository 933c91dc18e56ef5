"""What every test can rely on, however it was started."""

import signal

# A shell starts what runs in the background deaf to Ctrl-C, and so would be everything that the tests start and interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
