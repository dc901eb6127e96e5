using System.Globalization;
using Causeway.Inspection.Mounts;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Inspect.Doctor;

/// <summary>Files in the directories given that are called as lock files are, name a process that has ended, and have no lock.</summary>
internal static class LockFileRule
{
    /// <summary>What holds a pid is not longer.</summary>
    private const int MostBytes = 32;

    public static IEnumerable<Finding> Check(Examination examination)
    {
        string seen = examination.Inventory.HasHiddenProcesses ? LeftBehindRule.OfThoseSeen : "";
        foreach (string path in examination.Directories.SelectMany(static directory => FileWalk.Under(Path.GetFullPath(directory))).Where(IsLockFile))
        {
            if (ProcessOf(path) is { } process && examination.Inventory.IsGone(process) && !IsLocked(path))
                yield return new Finding("stale-lock-file", path, string.Create(CultureInfo.InvariantCulture, $"it names process {process}, which has ended, and nobody has it locked{seen}"), $"rm -- {ShellWord.Of(path)}") { FixedBy = FixRights.RemovingFile(path) };
        }
    }

    private static bool IsLockFile(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith(".lock", StringComparison.Ordinal) || name.EndsWith(".lck", StringComparison.Ordinal) || name.EndsWith(".pid", StringComparison.Ordinal)
            || name.StartsWith("LCK..", StringComparison.Ordinal) || (name.StartsWith(".X", StringComparison.Ordinal) && name.EndsWith("-lock", StringComparison.Ordinal));
    }

    /// <summary>The process that a file names; null where it names none. Neither waited for, if it has become a FIFO meanwhile, nor locked, as the runtime's own streams do.</summary>
    private static unsafe int? ProcessOf(string path)
    {
        if (Verbs.PathStatus.Of(path) is not { Kind: LibC.S_IFREG })
            return null;
        int descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC | LibC.O_NOFOLLOW | LibC.O_NONBLOCK, 0);
        if (descriptor < 0)
            return null;
        using SafeFileDescriptor file = new(descriptor);
        byte* text = stackalloc byte[MostBytes + 1];
        nint read = LibC.pread(file, text, MostBytes + 1, 0);
        if (read is <= 0 or > MostBytes)
            return null;
        ReadOnlySpan<byte> number = new ReadOnlySpan<byte>(text, (int)read).Trim(" \n\r\t"u8);
        return int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && process > 0 ? process : null;
    }

    private static bool IsLocked(string path)
    {
        try
        {
            return FileLocks.ListOf(path).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
