using System.Globalization;

namespace Causeway.Tests.Processes;

/// <summary>A tree of processes that is hard to kill.</summary>
internal static class TreeProgram
{
    private static readonly string s_program = CCompiler.Compile("tree");

    /// <summary>Starts a tree of this kind (tests/Peers/tree.c), all of which keep the pipe; it is there when this returns.</summary>
    public static ChildProcess Start(AnonymousPipe alive, bool ownGroup, bool ownControlGroup, string kind, int width)
    {
        using AnonymousPipe output = AnonymousPipe.Create();
        ChildProcess child = ChildProcess.Start(new ChildProcessOptions(s_program, kind, width.ToString(CultureInfo.InvariantCulture))
        {
            ProcessGroup = ownGroup ? 0 : null,
            OwnControlGroup = ownControlGroup,
            Descriptors = { [1] = output.Writer.Descriptor, [7] = alive.Writer.Descriptor },
        });
        alive.Writer.Dispose();
        output.Writer.Dispose();

        // To "ready": others of the tree keep the pipe open.
        List<char> line = [];
        while (string.Concat(line) != "ready")
        {
            int next = output.Reader.ReadByte();
            Assert.NotEqual(-1, next);
            if (next == '\n' && string.Concat(line) != "ready")
                line.Clear();
            else
                line.Add((char)next);
        }

        return child;
    }
}
