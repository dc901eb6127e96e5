namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>How two workers meet.</summary>
internal static class ConnectionMeeting
{
    /// <summary>Meets the other worker: the one that begins listens.</summary>
    public static SharedConnection Meet(IReadOnlyList<string> names, SharedConnectionOptions options)
    {
        string name = ConnectionLink.SocketOf(names);
        if (!ConnectionLink.IsFirst(names))
            return WhenThere(name, options);
        using SharedConnectionListener listener = SharedConnectionListener.Listen(name, options);
        return listener.Accept();
    }

    /// <summary>The other process may not be that far.</summary>
    private static SharedConnection WhenThere(string name, SharedConnectionOptions options)
    {
        while (true)
        {
            try
            {
                return SharedConnection.Connect(name, options);
            }
            catch (SyscallException e) when (e.Errno == Errno.ECONNREFUSED)
            {
                Thread.Sleep(1);
            }
        }
    }
}
