using System.Text.Json;

namespace Causeway.Cli.Tour.Stations;

/// <summary>The receiving process of one station: this same program, in a process group of its own so that the terminal's Ctrl-C leaves it to us.</summary>
internal sealed class SecondProcess : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);
    private readonly AnonymousPipe _input = AnonymousPipe.Create();
    private readonly AnonymousPipe _output = AnonymousPipe.Create();
    private readonly AnonymousPipe _errors = AnonymousPipe.Create();
    private readonly CancellationTokenSource _lifetime;
    private readonly ChildProcess _child;
    private readonly Task _watch;
    private readonly Task<string> _errorText;

    private SecondProcess(ChildProcessOptions options, CancellationToken interrupted)
    {
        _lifetime = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        try
        {
            options.Descriptors[0] = _input.Reader.Descriptor;
            options.Descriptors[1] = _output.Writer.Descriptor;
            options.Descriptors[2] = _errors.Writer.Descriptor;
            _child = ChildProcess.Start(options);
        }
        catch
        {
            DisposeChannels();
            throw;
        }

        // Only the child's own copies count from here on: its end is the end of the streams.
        _input.Reader.Dispose();
        _output.Writer.Dispose();
        _errors.Writer.Dispose();
        _errorText = ReadErrorsAsync(_errors.Reader);
        _watch = WatchAsync();
    }

    /// <summary>Cancelled when the process has ended or the tour is interrupted: no send can come to anything after that.</summary>
    public CancellationToken Lifetime => _lifetime.Token;

    /// <summary>Starts the receiver of a station.</summary>
    public static SecondProcess Start(IMechanism mechanism, ISender sender, CancellationToken interrupted)
    {
        ChildProcessOptions options = ThisProgram.With([TourReceiver.Verb, mechanism.Name, .. sender.ReceiverArguments]);
        options.ProcessGroup = 0;
        sender.Prepare(options);
        return new SecondProcess(options, interrupted);
    }

    /// <summary>Says which digest must have come, now that all is sent.</summary>
    public void Tell(string digest) => _input.Writer.Write(System.Text.Encoding.ASCII.GetBytes(digest + "\n"));

    /// <summary>Its report; null if it ended without one.</summary>
    public async Task<TourReport?> ReadReportAsync(CancellationToken token)
    {
        using var reader = new StreamReader(_output.Reader, leaveOpen: true);
        string? line = await reader.ReadLineAsync(token);
        return line is null ? null : JsonSerializer.Deserialize(line, TourReportJson.Default.TourReport);
    }

    /// <summary>Waits for its own end.</summary>
    public Task<ChildExitStatus> WaitForExitAsync(CancellationToken token) => _child.WaitForExitAsync(token);

    /// <summary>Gives it up: it sees the end of its standard input and ends by itself; one that does not is killed.</summary>
    /// <returns>How it ended, and whether it had to be killed.</returns>
    public (ChildExitStatus Status, bool Killed) Abandon()
    {
        _input.Writer.Dispose();
        try
        {
            return (_child.WaitForExit(s_grace), false);
        }
        catch (TimeoutException)
        {
            _child.Kill();
            return (_child.WaitForExit(), true);
        }
    }

    /// <summary>What it wrote to standard error, in one line. Once it has ended.</summary>
    public string Errors() =>
        // A process that it started may hold the stream open for ever.
        Task.WaitAny([_errorText], s_grace) == 0 ? _errorText.GetAwaiter().GetResult() : "";

    /// <summary>Ends it if it still runs, and waits until it is reaped.</summary>
    public void Dispose()
    {
        _child.Kill();
        _child.WaitForExit();
        _watch.GetAwaiter().GetResult();
        _child.Dispose();
        _lifetime.Dispose();
        DisposeChannels();
    }

    private static async Task<string> ReadErrorsAsync(PipeReadEnd errors)
    {
        try
        {
            using var reader = new StreamReader(errors, leaveOpen: true);
            char[] kept = new char[2048];
            int count = await reader.ReadBlockAsync(kept);
            char[] rest = new char[2048];
            while (await reader.ReadAsync(rest) > 0)
            {
                // More than anybody reads in a table; taken all the same, so that the writer never blocks.
            }

            return string.Join("; ", new string(kept, 0, count).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        }
        catch (ObjectDisposedException)
        {
            // Nobody wanted to know.
            return "";
        }
    }

    private async Task WatchAsync()
    {
        await _child.WaitForExitAsync();
        await _lifetime.CancelAsync();
    }

    private void DisposeChannels()
    {
        _input.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }
}
