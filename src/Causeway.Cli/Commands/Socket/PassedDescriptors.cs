using System.Runtime.InteropServices;
using Causeway.Cli.Commands.Verbs;
using Causeway.Cli.Transfer;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Socket;

/// <summary>Descriptors that a shell gave this process, on their way to another.</summary>
internal static class PassedDescriptors
{
    public static readonly VerbOption Option = new("--fd", "N", "send this open descriptor along with the first message; may be repeated") { Repeats = true };

    /// <summary>What goes along where the user gave no message: a stream carries descriptors with bytes alone.</summary>
    public static ReadOnlyMemory<byte> Carrier { get; } = new byte[1];

    /// <summary>Those that the arguments name.</summary>
    /// <exception cref="UsageException">Not numbers, or too many.</exception>
    /// <exception cref="SyscallException">EBADF: not open.</exception>
    public static SafeHandle[] Of(VerbArguments arguments)
    {
        IReadOnlyList<string> numbers = arguments.Texts(Option);
        return numbers.Count <= UnixSocket.MaxHandles
            ? [.. numbers.Select(Open)]
            : throw new UsageException($"--fd: {numbers.Count} descriptors; one message takes {UnixSocket.MaxHandles} along");
    }

    /// <summary>The data of a message, without the byte that only carried descriptors.</summary>
    public static ReadOnlyMemory<byte> DataOf(UnixReceived received, byte[] buffer) =>
        received is { Count: 1, Handles.Count: > 0 } && buffer[0] == 0 ? default : buffer.AsMemory(0, received.Count);

    private static SafeFileDescriptor Open(string text)
    {
        if (!VerbArguments.TryNumber(text, out long number) || number is < 0 or > int.MaxValue)
            throw new UsageException($"--fd {text}: a descriptor's number is needed, such as 3 with 3<FILE");
        SafeFileDescriptor descriptor = new((int)number, ownsDescriptor: false);

        // What the shell opened came through exec; the other numbers are this process's own affairs.
        if (StandardDescriptor.IsInherited(descriptor))
            return descriptor;
        throw SyscallFailure.Create("fcntl", text, Errno.EBADF, $"open it in the shell: causeway socket send ... --fd {text} {text}<FILE");
    }
}
