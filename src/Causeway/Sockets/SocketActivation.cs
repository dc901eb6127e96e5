using System.Globalization;

namespace Causeway;

/// <summary>Descriptors that a service manager opened and handed over at the start (sd_listen_fds(3): LISTEN_PID, LISTEN_FDS, LISTEN_FDNAMES).</summary>
/// <remarks>Thread-safe.</remarks>
public static class SocketActivation
{
    private const int FirstDescriptor = 3;
    private static readonly Lock s_gate = new();
    private static bool s_taken;

    /// <summary>
    /// Takes over the descriptors, 3 and following, and makes them close-on-exec. Empty where none were handed to this process
    /// (LISTEN_PID is another's or absent), and from the second call on.
    /// </summary>
    /// <param name="unsetEnvironment">Whether the three variables are removed, so that children do not take them for theirs.</param>
    /// <exception cref="FormatException">LISTEN_FDS or LISTEN_PID is no number, or below 0, or too large.</exception>
    /// <exception cref="SyscallException">EBADF: LISTEN_FDS promises more descriptors than there are; none is taken over.</exception>
    public static IReadOnlyList<InheritedDescriptor> TakeDescriptors(bool unsetEnvironment = true)
    {
        lock (s_gate)
        {
            try
            {
                if (s_taken || Number("LISTEN_PID") != Environment.ProcessId)
                    return [];
                s_taken = true;
                return Take(Number("LISTEN_FDS") ?? 0, Environment.GetEnvironmentVariable("LISTEN_FDNAMES")?.Split(':') ?? []);
            }
            finally
            {
                if (unsetEnvironment)
                    Unset();
            }
        }
    }

    /// <summary>The one listening UNIX socket that was handed over; null where none was. Any other descriptors are closed.</summary>
    /// <param name="name">Its name (FileDescriptorName= of the socket unit); null for the first.</param>
    /// <inheritdoc cref="TakeDescriptors" path="/exception"/>
    public static UnixSocketListener? TakeListener(string? name = null)
    {
        UnixSocketListener? listener = null;
        foreach (InheritedDescriptor inherited in TakeDescriptors())
        {
            if (listener is null && inherited.IsUnixListener && (name is null || inherited.Name == name))
                listener = UnixSocketListener.FromDescriptor(inherited.Descriptor);
            else
                inherited.Descriptor.Dispose();
        }

        return listener;
    }

    private static InheritedDescriptor[] Take(int count, string[] names)
    {
        // None is owned before all are known to be open: of a false promise most would be the runtime's own.
        for (int i = 0; i < count; i++)
        {
            using var promised = new SafeFileDescriptor(FirstDescriptor + i, ownsDescriptor: false);
            SocketKind.CloseOnExec(promised);
        }

        var all = new InheritedDescriptor[count];
        for (int i = 0; i < count; i++)
        {
            var descriptor = new SafeFileDescriptor(FirstDescriptor + i);
            UnixSocketType? type = SocketKind.TypeOf(descriptor);
            all[i] = new InheritedDescriptor(i < names.Length ? names[i] : "unknown", descriptor, type, type is not null && SocketKind.Listens(descriptor));
        }

        return all;
    }

    private static int? Number(string variable)
    {
        if (Environment.GetEnvironmentVariable(variable) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"{variable} is \"{text}\", not a number from 0 to {int.MaxValue}: whoever started this process set it wrongly."));
    }

    private static void Unset()
    {
        foreach (string variable in new[] { "LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES" })
            Environment.SetEnvironmentVariable(variable, null);
    }
}
