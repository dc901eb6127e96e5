namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>How two workers meet.</summary>
internal static class ConnectionMeeting
{
    /// <summary>Meets the other worker: the one that begins listens.</summary>
    public static SharedConnection Meet(IReadOnlyList<string> names, SharedConnectionOptions options)
    {
        string name = ConnectionLink.SocketOf(names);
        if (!ConnectionLink.IsFirst(names))
            return OtherWorker.WhenThere(() => SharedConnection.Connect(name, options));
        using SharedConnectionListener listener = SharedConnectionListener.Listen(name, options);
        return listener.Accept();
    }
}
