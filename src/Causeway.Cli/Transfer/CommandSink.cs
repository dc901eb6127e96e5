using System.Globalization;
using System.Text;
using Causeway.Cli.Commands.Verbs;

namespace Causeway.Cli.Transfer;

/// <summary>Runs a command for each message, with the message as its standard input.</summary>
internal sealed class CommandSink : IMessageSink
{
    /// <summary>What descriptors that came with a message are in the command: this one and those after it.</summary>
    public const int FirstPassedDescriptor = 3;

    private readonly IReadOnlyList<string> _command;
    private readonly Interruption _interruption;

    public CommandSink(IReadOnlyList<string> command, Interruption interruption)
    {
        CommandLookup.Check(command[0]);
        _command = command;
        _interruption = interruption;
    }

    public CancellationToken Token => _interruption.Token;

    public bool IsClosed => false;

    public int Take(ReceivedMessage message)
    {
        using AnonymousPipe input = AnonymousPipe.Create();
        using CommandAnswer? answer = message.Answer is null ? null : new CommandAnswer();
        RunningCommand running;
        try
        {
            ChildProcessOptions options = new(_command[0], _command.Skip(1));
            options.Descriptors[0] = input.Reader.Descriptor;
            if (answer is not null)
                options.Descriptors[1] = answer.Descriptor;
            for (int index = 0; index < message.Descriptors.Count; index++)
                options.Descriptors[FirstPassedDescriptor + index] = message.Descriptors[index];
            foreach (Fact fact in message.Facts.Prepend(new Fact("length", message.Data.Length)))
                options.Environment[VariableOf(fact.Name)] = fact.Text;
            running = RunningCommand.Start(options);
        }
        finally
        {
            foreach (SafeFileDescriptor descriptor in message.Descriptors)
                descriptor.Dispose();
        }

        using (running)
        {
            input.Reader.Dispose();
            return Finish(running, input.Writer, answer, message);
        }
    }

    public void Dispose()
    {
        // Nothing outlives a message.
    }

    /// <summary>As long as the command runs neither its input nor its answer is cut, for a signal is the command's to heed; what it leaves behind is waited for until a signal.</summary>
    private int Finish(RunningCommand running, PipeWriteEnd input, CommandAnswer? answer, ReceivedMessage message)
    {
        using CancellationTokenSource abandoned = new();
        Task feeding = FeedAsync(input, message.Data, abandoned.Token);
        Task<byte[]> printing = answer?.ReadToEnd(abandoned.Token) ?? Task.FromResult<byte[]>([]);
        ChildExitStatus status = running.WaitForExit(_interruption);
        using (Token.Register(abandoned.Cancel))
        {
            // First: it stands, whatever becomes of the rest of the input.
            if (printing.GetAwaiter().GetResult() is { Length: > 0 } text)
                message.Answer!(text, status);
            feeding.GetAwaiter().GetResult();
        }

        return status.ShellCode;
    }

    /// <summary>A command need not read its input.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, and somebody might still have read.</exception>
    private static async Task FeedAsync(PipeWriteEnd writer, ReadOnlyMemory<byte> data, CancellationToken token)
    {
        try
        {
            await writer.WriteAsync(data, token).ConfigureAwait(false);
        }
        catch (SyscallException e) when (e.Errno == Errno.EPIPE)
        {
            // It ended, or closed its input.
        }
        catch (OperationCanceledException) when (writer.ReadersAreGone)
        {
            // The same.
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary><c>lastSender</c> is CAUSEWAY_LAST_SENDER.</summary>
    private static string VariableOf(string name)
    {
        StringBuilder variable = new("CAUSEWAY_");
        foreach (char letter in name)
            variable.Append(char.IsUpper(letter) ? "_" : "").Append(char.ToUpper(letter, CultureInfo.InvariantCulture));
        return variable.ToString();
    }
}
