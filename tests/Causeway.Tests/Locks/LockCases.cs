namespace Causeway.Tests.Locks;

/// <summary>Small things that the tests of all locks do.</summary>
internal static class LockCases
{
    /// <summary>Sends a peer a command and expects its answer.</summary>
    public static void Ask(this Peer peer, string command, string answer)
    {
        peer.Send(command);
        peer.Expect(answer);
    }

    /// <summary>Runs a call in a thread of its own.</summary>
    public static T InOtherThread<T>(Func<T> call)
    {
        T? result = default;
        Exception? failure = null;
        Thread thread = new(() => failure = Record.Exception(() => { result = call(); }));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
        return result!;
    }
}
