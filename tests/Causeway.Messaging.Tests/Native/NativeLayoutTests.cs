using System.Globalization;
using System.Text;
using Causeway.Messaging.Layout;
using Causeway.Messaging.Meeting;

namespace Causeway.Messaging.Tests.Native;

/// <summary>native/causeway.h and this library say the same of the layout: the C compiler compares.</summary>
public sealed class NativeLayoutTests
{
    private static readonly (string InC, ulong Here)[] s_same =
    [
        ("CW_MAGIC", RingLayout.Magic),
        ("CW_VERSION", RingLayout.Version),
        ("CW_HEADER_BYTES", RingLayout.HeaderBytes),
        ("CW_MAGIC_AT", RingLayout.Magic64),
        ("CW_VERSION_AT", RingLayout.Version32),
        ("CW_MODE_AT", RingLayout.Mode32),
        ("CW_RING_BYTES_AT", RingLayout.RingBytes64),
        ("CW_FLAGS_AT", RingLayout.Flags32),
        ("CW_FLAG_MEMBARRIER", RingLayout.BarriersFlag),
        ("CW_ACCEPTOR_AT", RingLayout.Acceptor32),
        ("CW_CONNECTOR_AT", RingLayout.Connector32),
        ("CW_NAME_AT", RingLayout.Name),
        ("CW_NAME_BYTES", RingLayout.NameBytes),
        ("CW_DIRECTION_AT", RingLayout.Control),
        ("CW_DIRECTION_BYTES", RingLayout.ControlStride),
        ("CW_HEAD_AT", RingLayout.Head64),
        ("CW_READER_AT", RingLayout.Reader32),
        ("CW_WRITER_AT", RingLayout.Writer32),
        ("CW_CLOSED_AT", RingLayout.Closed32),
        ("CW_SMALLEST_RING", RingLayout.LeastRingBytes),
        ("CW_LARGEST_RING", RingLayout.MostRingBytes),
        ("CW_RECORD_HEADER", Layout.Record.HeaderBytes),
        ("CW_NOTHING", Layout.Record.None),
        ("CW_MESSAGE", Layout.Record.Message),
        ("CW_END", Layout.Record.End),
        ("CW_BUSY", WaitingWord.Busy),
        ("CW_ASLEEP", WaitingWord.Asleep),
        ("CW_NEAR", WaitingWord.Near),
        ("CW_BELL", WaitingWord.Bell),
        ("CW_MESSAGES", (ulong)SharedConnectionMode.Messages),
        ("CW_BYTES", (ulong)SharedConnectionMode.Stream),
        ("CW_MEET_MAGIC", Hello.Magic),
        ("CW_VERSION", Hello.CurrentVersion),
        ("CW_HELLO_BYTES", Hello.Bytes),
        ("CW_WELCOME_BYTES", Welcome.Bytes),
        ("CW_FLAG_MEMBARRIER", (ulong)MeetingFlags.Barriers),
        ("CW_FLAG_EVENTFD", (ulong)MeetingFlags.Bell),
        ("CW_OK", (ulong)MeetingStatus.Ok),
        ("CW_WRONG_VERSION", (ulong)MeetingStatus.WrongVersion),
        ("CW_REFUSED", (ulong)MeetingStatus.RefusedByPolicy),
        ("CW_WRONG_MODE", (ulong)MeetingStatus.WrongMode),
        ("CW_RING_REFUSED", (ulong)MeetingStatus.RingSizeRefused),
        ("CW_NO_RESOURCES", (ulong)MeetingStatus.NoResources),
        ("CW_CLOSING", (ulong)MeetingStatus.Closing),
        ("CW_MOST_NOTE", SharedConnection.MaxNoteBytes),
    ];

    [Fact]
    public void Constants_AreThoseOfTheHeader()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("causeway-native-");
        try
        {
            StringBuilder source = new("#include \"causeway.h\"\n");
            foreach ((string inC, ulong here) in s_same)
                source.Append(CultureInfo.InvariantCulture, $"_Static_assert({inC} == {here}u, \"{inC}\");\n");
            string file = Path.Combine(folder.FullName, "layout.c");
            File.WriteAllText(file, source.ToString());
            CCompiler.Run("gcc", "-std=c11", "-fsyntax-only", "-I", Path.Combine(Repository.Root, "native"), file);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
