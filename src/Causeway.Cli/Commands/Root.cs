using System.CommandLine;
using Causeway.Cli.Output;
using Causeway.Cli.Transfer;

namespace Causeway.Cli.Commands;

/// <summary>The whole command line.</summary>
internal static class Root
{
    /// <summary>The exit code of wrong usage.</summary>
    public const int UsageError = 2;

    /// <summary>What <c>causeway</c> alone and <c>causeway --help</c> print: by what people want to do.</summary>
    public const string Help =
        """
        causeway: every way two Linux processes can talk.

        usage: causeway COMMAND [OPTIONS]

        See it work
          tour         carry a file to a second process over each mechanism and check it there
          bench        measure each mechanism beside a program in C

        Use it from a shell (causeway COMMAND --help)
          connect      a connection through shared memory, of two shells or to any program; the other side is
          listen       causeway listen: bytes or messages, a command for each, --bench
          fifo         named pipes: create, send, receive, stat, rm
          socket       UNIX sockets: listen, connect, send, receive, stat, rm; descriptors go along
          mq           POSIX message queues: create, send, receive, stat, rm, ls
          msg          System V message queues: create, send, receive, stat, set, rm, ls
          sem          POSIX semaphores: create, post, wait, try, hold while a command runs, stat, rm, ls
          shm          POSIX shared memory: create, read, write, dump, resize, stat, rm, ls
          sysv-sem     System V semaphore sets: create, op, wait, post, hold, get, stat, set, rm, ls
          sysv-shm     System V shared memory: create, read, write, dump, hold, stat, set, rm, ls
          lock         locks of files: run a command under one, ls, stat
          mutex        named mutexes that survive their owner: create, hold while a command runs, stat, rm
          event        named events: create, set, reset, wait, stat, rm
          semaphore    named semaphores that survive their takers: create, hold, wait, release, stat, rm
          named        all named objects: list, stat, rm, gc
          signal       signals: send, queue with a value, wait, watch, show what a process does with them, ls
          run          run a command with signals blocked, descriptors passed, limits set, a terminal of its own
          watch        wait until processes of anybody end, and say how

        Watch programs
          trace        which calls of IPC a program makes, with the objects' names
          why          why a process is stuck: what it waits for, who could end that, and on; deadlocks

        Look around
          ls           every object that processes of this machine communicate by, and who has it
          show         all that is known of one object, and its ends
          ps           all the channels of one process, and who is at the other ends
          graph        who talks to whom over everything: text, a drawing (SVG), dot, mermaid, json
          top          what moves through them, live: depths, rates, who waits
          limits       every limit of IPC, its use, and what raises it
          doctor       what is left behind, full or about to fail, with the command that fixes it
          watch-events what is created, removed, connected and disconnected, as it happens
          rm           removes objects by id, key, name or path, or all that nobody uses any more

        About
          --help       this text; after a command, that command's
          --version    the version

        Start with: causeway tour
        """;

    /// <summary>Parses and runs.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] arguments)
    {
        try
        {
            StandardDescriptor.CheckOutput();
            ArgumentBytes.Check(arguments);
            return Invoke(arguments);
        }
        catch (IOException e)
        {
            Console.Error.WriteLine($"causeway: {PrintableText.Of(Failure.Describe(e))}");
            return UsageError;
        }
        catch (UsageException e)
        {
            return Refuse(e.Message);
        }
    }

    private static int Invoke(string[] arguments)
    {
        // The parser's own help and version are replaced, response files (@FILE) are not wanted.
        RootCommand root = new() { TourCommand.Create(), BenchCommand.Create() };
        root.Options.Clear();
        ParseResult result = root.Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (result.Errors.Count > 0)
            return Refuse(result.UnmatchedTokens is [var stray, ..] ? $"unknown command or option '{stray}'" : result.Errors[0].Message);

        // Signals are the tour's own: it ends in order and says which one it was.
        return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
    }

    private static int Refuse(string message)
    {
        Console.Error.WriteLine($"causeway: {PrintableText.Of(message.ReplaceLineEndings(" ").TrimEnd('.'))}; see causeway --help");
        return UsageError;
    }
}
