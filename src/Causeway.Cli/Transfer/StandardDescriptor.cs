using Causeway.Sys;

namespace Causeway.Cli.Transfer;

/// <summary>
/// The descriptors that this process was started with. The number of one that was closed then (<c>&gt;&amp;-</c>) belongs to the
/// runtime by now: bytes written there would be taken for the runtime's own.
/// </summary>
internal static class StandardDescriptor
{
    private const int Input = 0;
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Standard input.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static SafeFileDescriptor OpenInput() => Open(Input, "standard input");

    /// <summary>Standard output.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static SafeFileDescriptor OpenOutput() => Open(Output, "standard output");

    /// <summary>Looks before anything is done whose result could not be printed.</summary>
    /// <exception cref="IOException">It is closed.</exception>
    public static void CheckOutput() => OpenOutput().Dispose();

    /// <summary>Whether nobody reads standard output any more (poll(2)): the runtime's stream does not tell.</summary>
    public static unsafe bool IsOutputUnread()
    {
        using SafeFileDescriptor output = OpenOutput();
        LibC.pollfd entry = new() { fd = output.Number };
        return LibC.poll(&entry, 1, 0) > 0 && (entry.revents & (LibC.POLLERR | LibC.POLLHUP)) != 0;
    }

    /// <summary>Keeps messages about failures out of whatever has the number of a closed standard error.</summary>
    public static void MuteClosedError()
    {
        using SafeFileDescriptor error = new(Error, ownsDescriptor: false);
        if (!IsInherited(error))
            Console.SetError(TextWriter.Null);
    }

    /// <summary>Whether it is open and came through exec, which closes what has FD_CLOEXEC; all of this process's own have it.</summary>
    public static bool IsInherited(SafeFileDescriptor descriptor) => LibC.fcntl(descriptor, LibC.F_GETFD, 0) is >= 0 and var flags && (flags & LibC.FD_CLOEXEC) == 0;

    private static SafeFileDescriptor Open(int number, string name)
    {
        SafeFileDescriptor descriptor = new(number, ownsDescriptor: false);
        if (IsInherited(descriptor))
            return descriptor;
        descriptor.Dispose();
        throw new IOException($"{name} is closed; nothing was done");
    }
}
