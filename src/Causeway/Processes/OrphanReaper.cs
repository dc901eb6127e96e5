using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <summary>The descendants whose parents have ended, where this process asked to be their parent then (PR_SET_CHILD_SUBREAPER).</summary>
internal static unsafe class OrphanReaper
{
    /// <summary>What children of this process have in their environment while it adopts: its value is of one tree alone.</summary>
    public const string Variable = "CAUSEWAY_TREE";
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(1);
    private static readonly Lock s_gate = new();
    private static readonly Timer s_timer = ReusableTimer.Create(static _ => ReapUnclaimed(), state: typeof(OrphanReaper));
    private static HashSet<(int Id, ulong StartTicks)> s_seen = [];
    private static PosixSignalRegistration? s_registration;
    private static long s_lastTree;
    private static int s_armed;

    /// <summary>Whether this process adopts.</summary>
    public static bool IsOn => Volatile.Read(ref s_registration) is not null;

    /// <summary>Begins to.</summary>
    public static void Begin()
    {
        lock (s_gate)
        {
            if (s_registration is not null)
                return;
            BecomeSubreaper();
            Volatile.Write(ref s_registration, PosixSignalRegistration.Create(PosixSignal.SIGCHLD, static _ => Arm()));
        }
    }

    /// <summary>Once until it rings: signals that come in quick succession must not put it off.</summary>
    private static void Arm()
    {
        if (Interlocked.Exchange(ref s_armed, 1) == 0)
            s_timer.Change(s_grace, Timeout.InfiniteTimeSpan);
    }

    private static void BecomeSubreaper()
    {
        int result = LibC.prctl(LibC.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
        Errno error = Errno.Last;
        if (result != 0)
            throw SyscallFailure.Create("prctl(PR_SET_CHILD_SUBREAPER)", objectName: null, error);
    }

    /// <summary>A mark for a new tree.</summary>
    public static string NewMark() => string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}.{Interlocked.Increment(ref s_lastTree)}");

    /// <summary>Whether a process has the mark in the environment that it was started with.</summary>
    public static bool HasMark(int processId, string mark)
    {
        try
        {
            string environment = Encoding.Latin1.GetString(File.ReadAllBytes($"/proc/{processId.ToString(CultureInfo.InvariantCulture)}/environ"));
            return ("\0" + environment).Contains($"\0{Variable}={mark}\0", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Reaps one that was killed, if it is a child of this process.</summary>
    public static void TryReap(SafeFileDescriptor process)
    {
        // ECHILD: it is not, or not any more.
        LibC.siginfo_t info;
        while (LibC.waitid(process, &info, LibC.WEXITED | LibC.WNOHANG, usage: null, out Errno error) != 0 && error == Errno.EINTR)
        {
        }
    }

    /// <summary>
    /// Those that ended by themselves. Who started a child waits for it within milliseconds: this library, and
    /// System.Diagnostics.Process. What is still there after a second is nobody's; but a child of this library's may have to wait longer,
    /// for its tracer or the rest of its pipeline.
    /// </summary>
    private static void ReapUnclaimed()
    {
        // A child that ends from here on arms it again; full fence: before /proc is read.
        _ = Interlocked.Exchange(ref s_armed, 0);
        try
        {
            s_seen = ReapSeen();
        }
        catch (IOException)
        {
            // EMFILE, a SyscallException included: later, and of those seen before. An exception here would end the process.
            Arm();
            return;
        }

        if (s_seen.Count > 0)
            Arm();
    }

    /// <summary>Reaps those that were there at the last look.</summary>
    /// <returns>Those that are there for the first time.</returns>
    private static HashSet<(int Id, ulong StartTicks)> ReapSeen()
    {
        HashSet<(int Id, ulong StartTicks)> left = [];
        foreach (ProcessStat child in ProcessStat.All())
        {
            if (child.ParentId != Environment.ProcessId || !child.HasEnded || ChildReaper.IsKept(child.Id))
                continue;
            if (s_seen.Contains((child.Id, child.StartTicks)) && WatchedProcess.TryOpen(child.Id) is { } orphan)
            {
                TryReap(orphan.Descriptor);
                orphan.Descriptor.Dispose();
            }
            else
            {
                left.Add((child.Id, child.StartTicks));
            }
        }

        return left;
    }
}
