namespace Causeway.Cli.Bench.Mechanisms.Connections;

/// <summary>Meeting a listener of this process, a message, its answer, and the end.</summary>
internal readonly struct ConnectAndAsk : IBenchOperation
{
    private readonly string _name;
    private readonly SharedConnectionOptions _options;
    private readonly byte[] _message = new byte[64];

    /// <summary>Starts the listener.</summary>
    public ConnectAndAsk(IReadOnlyList<string> names, SharedConnectionOptions options)
    {
        _name = ConnectionLink.SocketOf(names);
        _options = options;
        SharedConnectionListener listener = SharedConnectionListener.Listen(_name, options);
        new Thread(() => Answer(listener)) { IsBackground = true }.Start();
    }

    public void Do(int size)
    {
        using SharedConnection connection = SharedConnection.Connect(_name, _options);
        connection.Send(_message.AsSpan(0, size));
        connection.Receive().Dispose();
    }

    private static void Answer(SharedConnectionListener listener)
    {
        while (true)
        {
            using SharedConnection connection = listener.Accept();
            using MessageLease question = connection.Receive();
            connection.Send(question.Span);
        }
    }
}
