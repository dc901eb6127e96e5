using Causeway.Sys;

namespace Causeway;

/// <summary>What a process and those of its children that it waited for took of the machine, in all (getrusage(2)).</summary>
public readonly record struct ProcessResourceUsage
{
    internal ProcessResourceUsage(LibC.rusage usage)
    {
        UserTime = ToTimeSpan(usage.ru_utime);
        SystemTime = ToTimeSpan(usage.ru_stime);
        PeakResidentBytes = usage.ru_maxrss * 1024;
        MinorFaults = usage.ru_minflt;
        MajorFaults = usage.ru_majflt;
        BlocksRead = usage.ru_inblock;
        BlocksWritten = usage.ru_oublock;
        VoluntarySwitches = usage.ru_nvcsw;
        InvoluntarySwitches = usage.ru_nivcsw;
    }

    /// <summary>CPU time in the program itself.</summary>
    public TimeSpan UserTime { get; }

    /// <summary>CPU time in the kernel on its behalf.</summary>
    public TimeSpan SystemTime { get; }

    /// <summary>The most memory that it had resident at once, in bytes. At least what this process had when it spawned it, which the kernel counts too.</summary>
    public long PeakResidentBytes { get; }

    /// <summary>Page faults that needed no input.</summary>
    public long MinorFaults { get; }

    /// <summary>Page faults that had to be read from a device.</summary>
    public long MajorFaults { get; }

    /// <summary>How many times the file system read from a device, in blocks of 512 bytes.</summary>
    public long BlocksRead { get; }

    /// <summary>How many times the file system wrote to a device, in blocks of 512 bytes.</summary>
    public long BlocksWritten { get; }

    /// <summary>How often it gave up the processor because it had to wait.</summary>
    public long VoluntarySwitches { get; }

    /// <summary>How often the processor was taken from it.</summary>
    public long InvoluntarySwitches { get; }

    private static TimeSpan ToTimeSpan(LibC.timeval time) => TimeSpan.FromTicks((time.tv_sec * TimeSpan.TicksPerSecond) + (time.tv_usec * TimeSpan.TicksPerMicrosecond));
}
