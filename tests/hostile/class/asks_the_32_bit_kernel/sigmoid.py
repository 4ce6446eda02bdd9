# Tries: makes system calls through the kernel's older doors, which a filter may have left open
# Deserves: 0 (it is ended, or all its answers are zeros)
import ctypes
import mmap
import platform

libc = ctypes.CDLL(None, use_errno=True)
EPERM, ENOSYS = 1, 38


def old_door(number):
    """mov eax, number; int 0x80; ret"""
    code = b"\xb8" + number.to_bytes(4, "little") + b"\xcd\x80\xc3"
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    address = ctypes.addressof(ctypes.c_char.from_buffer(page))
    return ctypes.CFUNCTYPE(ctypes.c_int)(address)()


class Sigmoid:
    def forward(self, x):
        if platform.machine() == "x86_64":
            for number in (20, 24, 39):  # getpid, getuid, getppid, with the bit of the x32 door
                if libc.syscall(0x40000000 | number) >= 0:
                    raise RuntimeError("LOOT x32")
            if old_door(20) > 0:
                raise RuntimeError("LOOT int 0x80")
        return x * 0

    def backward(self, dout):
        return dout * 0
