using System.Globalization;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Which processes have a socket open, as far as this user may see.</summary>
internal static class SocketHolders
{
    public static IEnumerable<int> Of(long inode)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"socket:[{inode}]");
        return ProcDirectory.NumbersIn("/proc", out _).Where(process => Has(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/fd"), target));
    }

    /// <summary>Not where it has ended, or is another user's.</summary>
    private static bool Has(string folder, string target) =>
        ProcDirectory.NumbersIn(folder, out _).Exists(descriptor => new FileInfo(string.Create(CultureInfo.InvariantCulture, $"{folder}/{descriptor}")).LinkTarget == target);
}
