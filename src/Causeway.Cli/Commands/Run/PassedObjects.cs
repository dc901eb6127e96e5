using System.Globalization;
using Causeway.Cli.Commands.Verbs;
using Causeway.Sys;

namespace Causeway.Cli.Commands.Run;

/// <summary>What <c>--pass N=WHAT</c> names, opened.</summary>
internal sealed class PassedObjects : IDisposable
{
    private readonly Dictionary<int, SafeFileDescriptor> _descriptors = [];

    /// <summary>Opens them all, or none.</summary>
    /// <exception cref="UsageException">A text is not of the form.</exception>
    /// <exception cref="IOException">One cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">One may not be opened.</exception>
    public static PassedObjects Open(IEnumerable<string> texts)
    {
        PassedObjects objects = new();
        try
        {
            foreach (string text in texts)
                objects.Add(text);
            return objects;
        }
        catch
        {
            objects.Dispose();
            throw;
        }
    }

    public void GiveTo(ChildProcessOptions options)
    {
        foreach ((int number, SafeFileDescriptor descriptor) in _descriptors)
            options.Descriptors.Add(number, descriptor);
    }

    public void Dispose()
    {
        foreach (SafeFileDescriptor descriptor in _descriptors.Values)
            descriptor.Dispose();
    }

    private void Add(string text)
    {
        if (text.Split('=', 2) is not [var digits, { Length: > 0 } what] || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            throw new UsageException($"--pass {text}: a descriptor number and what it is are needed, such as 3=/etc/hosts or 4=mq:/orders");
        if (_descriptors.ContainsKey(number))
            throw new UsageException($"--pass {text}: {number} is named twice");
        _descriptors.Add(number, OpenOne(what));
    }

    private static unsafe SafeFileDescriptor OpenOne(string what)
    {
        const int Flags = LibC.O_RDWR | LibC.O_CLOEXEC;
        string[] parts = what.Split(':', 2);
        string name = parts[^1];
        switch (parts.Length == 2 ? parts[0] : "path")
        {
            case "mq":
                return First("mq_open", name, flags => (LibC.mq_open(name, flags, 0, null), Errno.Last));
            case "shm":
                return First("shm_open", name, flags => (LibC.shm_open(name, flags, 0, out Errno error), error));
            case "fifo":
                // Both ends: neither this nor CMD's first read waits for somebody at the other end.
                return PathStatus.Of(name) is { IsFifo: true } ? Opened("open", name, LibC.open(name, Flags, 0), Errno.Last)
                    : throw new UsageException($"--pass {what}: there is no FIFO of that name; create it: causeway fifo create {name}");
            case "fd":
                using (SafeFileDescriptor own = int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? new(number, ownsDescriptor: false)
                    : throw new UsageException($"--pass {what}: fd: is followed by a number"))
                {
                    return own.Duplicate();
                }

            case "path":
                return First("open", name, flags => (LibC.open(name, flags, 0), Errno.Last));
            default:
                // A path with a colon in it.
                return First("open", what, flags => (LibC.open(what, flags, 0), Errno.Last));
        }

        static SafeFileDescriptor First(string operation, string name, Func<int, (int Descriptor, Errno Error)> open)
        {
            // For reading alone where writing is not allowed, or makes no sense.
            (int descriptor, Errno error) = open(Flags);
            if (descriptor < 0 && (error == Errno.EACCES || error == Errno.EROFS || error == Errno.EISDIR || error == Errno.ETXTBSY))
                (descriptor, error) = open(LibC.O_RDONLY | LibC.O_CLOEXEC);
            return Opened(operation, name, descriptor, error);
        }
    }

    private static SafeFileDescriptor Opened(string operation, string name, int descriptor, Errno error) =>
        descriptor >= 0 ? new SafeFileDescriptor(descriptor) : throw SyscallFailure.Opening(operation, name, error, error == Errno.ENOENT ? "create it first" : null);
}
