namespace Causeway.Messaging.Tests.Meeting;

/// <summary>Answers each connector of a listening socket as a test says.</summary>
internal sealed class FakeListener : IDisposable
{
    private readonly UnixSocketListener _listener;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    public FakeListener(UnixSocketListener listener, Action<UnixSocket> answer)
    {
        _listener = listener;
        _running = Task.Factory.StartNew(() => Run(answer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public void Dispose()
    {
        _end.Cancel();
        _running.Wait();
        _end.Dispose();
    }

    private void Run(Action<UnixSocket> answer)
    {
        byte[] hello = new byte[64];
        try
        {
            while (true)
            {
                using UnixSocket socket = _listener.Accept(cancellationToken: _end.Token);
                try
                {
                    socket.ReceiveWithHandles(hello, cancellationToken: _end.Token).Dispose();
                    answer(socket);

                    // Until the connector has read it and gone.
                    while (!socket.ReceiveMessage(hello, cancellationToken: _end.Token).IsEnd)
                    {
                    }
                }
                catch (SyscallException)
                {
                    // The connector did not want to hear it.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }
}
