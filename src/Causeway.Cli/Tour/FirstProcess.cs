namespace Causeway.Cli.Tour;

/// <summary>
/// The first process as the second one sees it: it holds this one's standard input open for as long as it lives, and
/// says there, once it has sent everything, which digest it expects.
/// </summary>
internal sealed class FirstProcess : IDisposable
{
    /// <summary>How long a mechanism may take to notice the token before this process ends without it.</summary>
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<string> _expected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();

    /// <summary>Starts watching.</summary>
    public FirstProcess() => new Thread(Watch) { IsBackground = true, Name = "tour-parent" }.Start();

    /// <summary>Cancelled when the first process is gone, or has given this one up.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>The SHA-256 of everything that was sent, in hexadecimal.</summary>
    public Task<string> ExpectedDigest => _expected.Task;

    /// <inheritdoc/>
    public void Dispose() => _gone.Dispose();

    private void Watch()
    {
        using var lines = new StreamReader(new PipeReadEnd(new SafeFileDescriptor(0), "standard input"));
        if (lines.ReadLine() is { } digest)
        {
            _expected.SetResult(digest);
            lines.ReadLine();
        }

        try
        {
            _gone.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // This process is at its end already.
            return;
        }

        Thread.Sleep(s_grace);
        Environment.Exit(TourReceiver.Orphaned);
    }
}
