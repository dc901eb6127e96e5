using Causeway;

namespace Crash.Tests.Connections;

/// <summary>The side that lives on: it has session after session with whoever is there, and checks what it finds after each.</summary>
internal sealed class ConnectionSurvivor : IDisposable
{
    private readonly Domain _domain;
    private readonly Ledger _ledger;
    private readonly Scene _scene;
    private readonly Random _random;
    private readonly SharedConnectionListener? _listener;
    private readonly CancellationTokenSource _isOver = new();
    private readonly Thread _thread;
    private volatile SharedConnection? _connection;
    private volatile int _session;
    private volatile Exception? _failure;

    /// <summary>Begins, with the session of this number.</summary>
    public ConnectionSurvivor(Domain domain, Ledger ledger, Scene scene, int session)
    {
        _domain = domain;
        _ledger = ledger;
        _scene = scene;
        _random = new Random(scene.Seed + 1);
        _session = session;
        _listener = scene.VictimListens ? null : SharedConnectionListener.Listen(Scene.Name, scene.Options(domain, _random));
        _thread = new Thread(Work) { Name = "survivor" };
        _thread.Start();
    }

    /// <summary>The number of the session that is, or will be next.</summary>
    public int CurrentSession => _session;

    /// <summary>What it has sent and received in the session so far.</summary>
    public long Progress => _ledger.SurvivorOf(_session) is var tally ? tally.Committed + tally.Received : 0;

    /// <summary>Whether the session is as if nothing had happened.</summary>
    public bool IsOpen => _connection is { State: SharedConnectionState.Open };

    /// <summary>Throws what went wrong.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
            throw new InvalidOperationException($"{_scene}, session {_session}: {Describe()}", _failure);
    }

    /// <summary>How the session stands.</summary>
    public string Describe() => $"{_connection?.State}; victim {_ledger.VictimOf(_session)}; survivor {_ledger.SurvivorOf(_session)}";

    /// <summary>Once the victim is dead: waits until the last session has ended.</summary>
    public void Finish()
    {
        _isOver.Cancel();
        if (!_thread.Join(Watchdog.Limit))
            throw new TimeoutException($"{_scene}, session {_session}: the survivor hangs, {Describe()}");
        ThrowIfFailed();
    }

    public void Dispose()
    {
        _isOver.Cancel();
        _connection?.Dispose();
        _thread.Join();
        _listener?.Dispose();
        _isOver.Dispose();
    }

    private void Work()
    {
        try
        {
            while (Meet() is { } connection)
            {
                using (connection)
                {
                    _connection = connection;
                    Converse(connection, _ledger.VictimOf(_session), _ledger.SurvivorOf(_session));
                    _connection = null;
                }

                _session++;
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    /// <summary>The next connection; null once the victim is dead and all that it had made have been seen.</summary>
    private SharedConnection? Meet()
    {
        if (_listener is null)
            return Connect();
        try
        {
            return _listener.Accept(cancellationToken: _isOver.Token);
        }
        catch (OperationCanceledException)
        {
            return _listener.TryAccept(out SharedConnection? connection) ? connection : null;
        }
    }

    /// <summary>Whoever listens dies at any time, in the middle of a meeting too.</summary>
    private SharedConnection? Connect()
    {
        while (!_isOver.IsCancellationRequested)
        {
            try
            {
                return SharedConnection.Connect(Scene.Name, _scene.Options(_domain, _random), cancellationToken: _isOver.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or ConnectionRefusedException { Reason: ConnectionRefusal.Closing } || (e is SyscallException { Errno: var errno } && (errno == Errno.ENOENT || errno == Errno.ECONNREFUSED || errno == Errno.ECONNRESET)))
            {
                Thread.Sleep(1);
            }
        }

        return null;
    }

    private void Converse(SharedConnection connection, Tally victims, Tally own)
    {
        Session session = new(connection, _scene.OtherShape(_random), _random, own);
        session.Run(_scene.Count(_random, _scene.SurvivorSends));
        if (session.ReceivingEnd is not (PeerClosedException or PeerDiedException) && !(session.ReceivingEnd is null && _scene.IsOfBytes))
            throw new InvalidOperationException("receiving ended otherwise", session.ReceivingEnd);
        if (session.SendingEnd is not (null or PeerClosedException or PeerDiedException))
            throw new InvalidOperationException("sending ended otherwise", session.SendingEnd);
        Assert.InRange(own.Received, victims.Committed, victims.Started);
        if (_scene.IsWhole)
            Assert.True(own.Received == victims.Committed || own.Received == victims.Started, "half of a batch was received");
        Assert.InRange(victims.Received, 0, own.Started);
        if (victims.IsCompleting)
        {
            Assert.Equal(victims.Started, own.Received);
            return;
        }

        Assert.IsType<PeerDiedException>(session.ReceivingEnd);
        Assert.Equal(SharedConnectionState.PeerDied, connection.State);
        if (_scene.IsOfBytes)
            return;
        Assert.Throws<PeerDiedException>(() => connection.TrySend([]));
        Assert.Throws<PeerDiedException>(() => connection.TryReceive(out _));
        Assert.Throws<PeerDiedException>(() => connection.TryReceive([], out _));
    }
}
