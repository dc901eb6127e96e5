using System.Buffers;
using Causeway.Sys;
using Causeway.Waiting;

namespace Causeway;

/// <content>All input in and all output out, so that neither side waits for the other.</content>
public sealed partial class ShellCommand
{
    private const int LeastRoom = 16 * 1024;

    /// <summary>
    /// Writes all input and closes it while it reads all output, and standard error where that comes apart, then waits for
    /// the end of the command. No pipe can stay full.
    /// </summary>
    /// <remarks>
    /// A command that reads no further than it needs is no failure. Everything is kept in memory. The output ends when
    /// nothing has it open any more: a process that the command left in the background can hold it up.
    /// </remarks>
    /// <param name="input">For a command that was opened to be written to; else empty.</param>
    /// <param name="cancellationToken">Kills the command.</param>
    /// <exception cref="InvalidOperationException">There is input and the command was opened to read only.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; the command is killed and reaped.</exception>
    /// <exception cref="SyscallException">EPERM: the token was cancelled and the command cannot be killed, because it changed its user. ECHILD: its status is lost.</exception>
    public async Task<ShellCommandResult> CommunicateAsync(ReadOnlyMemory<byte> input = default, CancellationToken cancellationToken = default)
    {
        if (_input is null && !input.IsEmpty)
            throw new InvalidOperationException("The command was opened to read from it: it takes no input; use OpenWrite or OpenReadWrite.");
        Task feeding = FeedAsync(_input, input, cancellationToken);
        Task<ReadOnlyMemory<byte>> output = DrainAsync(_output, cancellationToken);
        Task<ReadOnlyMemory<byte>> error = DrainAsync(_error, cancellationToken);
        try
        {
            // The first to fail ends all: the others might wait for ever.
            await foreach (Task finished in Task.WhenEach(feeding, output, error).ConfigureAwait(false))
                await finished.ConfigureAwait(false);
            ShellCommandStatus status = await WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            return new ShellCommandResult(status, await output.ConfigureAwait(false), await error.ConfigureAwait(false));
        }
        catch
        {
            ClosePipes();
            await Task.WhenAll(feeding, output, error).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Kill();
            await WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="CommunicateAsync"/>
    /// <param name="input">For a command that was opened to be written to; else empty.</param>
    /// <param name="timeout">When the command is killed; null: never.</param>
    /// <param name="cancellationToken">Kills the command too.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="TimeoutException">The timeout passed; the command is killed and reaped.</exception>
    public ShellCommandResult Communicate(ReadOnlyMemory<byte> input = default, TimeSpan? timeout = null, CancellationToken cancellationToken = default) =>
        CommunicateUntil(Deadline.After(timeout), input, cancellationToken);

    private ShellCommandResult CommunicateUntil(Deadline deadline, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<ShellCommandResult> running = CommunicateAsync(input, either.Token);
        if (!TaskWait.Until(running, deadline))
            either.Cancel();
        try
        {
            return running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw SyscallFailure.TimedOut("waitid", $"pid {Process.Id}");
        }
    }

    private static async Task FeedAsync(PipeWriteEnd? input, ReadOnlyMemory<byte> bytes, CancellationToken token)
    {
        if (input is null)
            return;
        try
        {
            if (!bytes.IsEmpty)
                await input.WriteAsync(bytes, token).ConfigureAwait(false);
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            // It has read as much as it wants.
        }

        await input.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task<ReadOnlyMemory<byte>> DrainAsync(PipeReadEnd? pipe, CancellationToken token)
    {
        if (pipe is null)
            return default;
        var all = new ArrayBufferWriter<byte>();
        while (true)
        {
            int count = await pipe.ReadAsync(all.GetMemory(LeastRoom), token).ConfigureAwait(false);
            if (count == 0)
                return all.WrittenMemory;
            all.Advance(count);
        }
    }
}
