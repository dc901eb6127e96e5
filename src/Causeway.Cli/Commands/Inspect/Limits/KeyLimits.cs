using System.Globalization;

namespace Causeway.Cli.Commands.Inspect.Limits;

/// <summary>Of the kernel's key rings, by user (/proc/key-users).</summary>
internal static class KeyLimits
{
    public static IEnumerable<IpcLimit> Read()
    {
        foreach (string line in KernelNumbers.Lines("/proc/key-users"))
        {
            // 1000:     9 8/8 3/200 40/20000
            string[] words = KernelNumbers.Words(line);
            if (words is not [var id, _, _, var keys, var bytes] || !uint.TryParse(id.TrimEnd(':'), NumberStyles.None, CultureInfo.InvariantCulture, out uint user))
                continue;
            string prefix = user == 0 ? "kernel.keys.root_" : "kernel.keys.";
            if (TryPair(keys, out long use, out long most))
                yield return IpcLimits.Setting(prefix + "maxkeys", "keys of a user", "keys", use, most) with { Whose = UserNames.Of(user) };
            if (TryPair(bytes, out use, out most))
                yield return IpcLimits.Setting(prefix + "maxbytes", "keys of a user", "bytes", use, most) with { Whose = UserNames.Of(user) };
        }
    }

    private static bool TryPair(string text, out long use, out long most)
    {
        use = most = 0;
        return text.Split('/') is [var first, var second] && long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out use) && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out most);
    }
}
