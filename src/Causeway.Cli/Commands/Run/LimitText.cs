using System.Globalization;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Commands.Run;

/// <summary><c>NAME=SOFT[:HARD]</c>, by the names that setrlimit(2) has.</summary>
internal static class LimitText
{
    private static readonly Dictionary<string, ResourceLimit> s_names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["as"] = ResourceLimit.AddressSpace, ["core"] = ResourceLimit.Core, ["cpu"] = ResourceLimit.CpuTime, ["data"] = ResourceLimit.Data,
        ["fsize"] = ResourceLimit.FileSize, ["locks"] = ResourceLimit.FileLocks, ["memlock"] = ResourceLimit.LockedMemory,
        ["msgqueue"] = ResourceLimit.MessageQueues, ["nice"] = ResourceLimit.Nice, ["nofile"] = ResourceLimit.OpenFiles,
        ["nproc"] = ResourceLimit.Processes, ["rss"] = ResourceLimit.ResidentSet, ["rtprio"] = ResourceLimit.RealTimePriority,
        ["rttime"] = ResourceLimit.RealTimeTime, ["sigpending"] = ResourceLimit.PendingSignals, ["stack"] = ResourceLimit.Stack,
    };

    /// <summary>The limit meant.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static (ResourceLimit Resource, ResourceLimitValues Values) Parse(string what, string text)
    {
        if (text.Split('=') is not [var name, var values] || values.Split(':') is not ([_] or [_, _]))
            throw new UsageException($"{what} {text}: a limit is needed, such as nofile=64 or cpu=10:20");
        if (!s_names.TryGetValue(name, out ResourceLimit resource))
            throw new UsageException($"{what} {text}: there is no limit '{name}', only {string.Join(", ", s_names.Keys)}");
        string[] parts = values.Split(':');
        ulong soft = Value(what, parts[0]);
        ulong hard = parts.Length == 1 ? soft : Value(what, parts[1]);
        return soft <= hard ? (resource, new ResourceLimitValues(soft, hard))
            : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{what} {text}: the soft limit is above the hard one"));
    }

    private static ulong Value(string what, string text) => text == "unlimited" ? ResourceLimitValues.Unlimited : (ulong)ByteCount.Parse(what, text);
}
