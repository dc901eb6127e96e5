using System.Text.Unicode;
using Causeway.Cli.Commands;

namespace Causeway.Cli.Transfer;

/// <summary>What the runtime made texts of: an argument is bytes, and each that is no UTF-8 has become U+FFFD there.</summary>
internal static class ArgumentBytes
{
    private const string Path = "/proc/self/cmdline";

    /// <summary>Refuses an argument that is no UTF-8: its text names another object, and is another message. One that holds U+FFFD itself is none of these.</summary>
    /// <param name="arguments">The last arguments of this process, or all.</param>
    /// <exception cref="UsageException">One is no UTF-8.</exception>
    /// <exception cref="IOException">It cannot be told.</exception>
    public static void Check(IReadOnlyList<string> arguments)
    {
        // Nearly always there is nothing to read.
        if (!arguments.Any(static argument => argument.Contains('\uFFFD')))
            return;

        // What starts this process, the host and its assembly, is in front. Each is followed by a NUL.
        ReadOnlySpan<byte> rest = File.ReadAllBytes(Path);
        for (int index = arguments.Count - 1; index >= 0; index--)
        {
            if (rest is not [.., 0])
                throw new IOException($"{Path} does not hold the arguments");
            rest = rest[..^1];
            int start = rest.LastIndexOf((byte)0) + 1;
            if (!Utf8.IsValid(rest[start..]))
                throw new UsageException($"the argument '{arguments[index]}' is no UTF-8, and would not be what was meant: names are UTF-8 here, and data that is not goes to standard input");
            rest = rest[..start];
        }
    }
}
