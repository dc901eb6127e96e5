using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Causeway.Cli.Bench.Workers;

namespace Causeway.Cli.Bench.Measuring;

/// <summary>What the machine itself gives, and with what it was measured.</summary>
/// <param name="Kernel">Name and release.</param>
/// <param name="Runtime">Of .NET.</param>
/// <param name="Compiler">Of the programs in C.</param>
/// <param name="Build">Release or Debug.</param>
/// <param name="Cpus">Those that this process may use.</param>
/// <param name="CacheLineNs">A bare cache line to the other core and back; null where there is one core.</param>
/// <param name="CoreClass">near or far.</param>
/// <param name="EmptySyscallNs">An empty system call.</param>
/// <param name="FutexWakeNs">A futex wait woken on the other core, and back.</param>
/// <param name="Memcpy64KibNs">Copying 64 KiB.</param>
internal sealed record MachineFigures(
    string Kernel, string Runtime, string Compiler, string Build, IReadOnlyList<int> Cpus,
    double? CacheLineNs, string? CoreClass, double EmptySyscallNs, double? FutexWakeNs, double Memcpy64KibNs)
{
    /// <summary>Whether the library was built without optimization: no figure of it counts.</summary>
    public static bool IsDebugBuild { get; } =
        typeof(DescriptorStream).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true };

    /// <summary>Asks for them.</summary>
    public static MachineFigures Take(MachineProbe probe, IReadOnlyList<int> cpus)
    {
        double? line = cpus.Count > 1 ? probe.Ask("line") : null;
        return new MachineFigures(
            $"Linux {File.ReadAllText("/proc/sys/kernel/osrelease").Trim()} {RuntimeInformation.OSArchitecture}",
            RuntimeInformation.FrameworkDescription,
            BaselinePrograms.Compiler,
            IsDebugBuild ? "Debug" : "Release",
            cpus,
            line,
            line is { } ns ? MachineProbe.ClassOf(ns) : null,
            probe.Ask("syscall"),
            cpus.Count > 1 ? probe.Ask("wake") : null,
            probe.Ask("memcpy"));
    }
}
