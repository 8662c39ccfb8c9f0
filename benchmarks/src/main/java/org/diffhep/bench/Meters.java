package org.diffhep.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/** What the Java virtual machine counts: CPU time, allocation, live memory. All of them only grow, but for {@link #liveBytes}. */
final class Meters {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** What is measured with {@link #processCpu} should take so long, ns: that clock ticks every 10 ms. */
    static final long PROCESS_CPU_NANOS = 500_000_000;

    private Meters() {}

    /** CPU time of the thread that asks, ns. */
    static long threadCpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /**
     * CPU time of all Java threads alive, ns: the caller's and the engine's, without compiler and garbage collector. Threads
     * that ended, and threads that native code started, are not in it.
     */
    static long javaThreadsCpu() {
        return sumOfKnown(THREADS.getThreadCpuTime(THREADS.getAllThreadIds()));
    }

    /** CPU time of the process, ns: all threads there ever were, compiler and garbage collector too. */
    static long processCpu() {
        return PROCESS.getProcessCpuTime();
    }

    /** Bytes that all Java threads alive have allocated on the heap. */
    static long allocatedBytes() {
        return sumOfKnown(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()));
    }

    /** A thread that ended between the two questions counts −1. */
    private static long sumOfKnown(long[] values) {
        return Arrays.stream(values).filter(value -> value > 0).sum();
    }

    /** Bytes of the heap that are in use after a full collection. */
    static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Load average of the machine over the last minute; negative where it is not known. */
    static double loadAverage() {
        return PROCESS.getSystemLoadAverage();
    }
}
