using Causeway.Sys;

namespace Causeway;

/// <summary>The arguments that need to know more than their value.</summary>
internal sealed partial class OpenCall
{
    public DescriptorName DescriptorOf(int descriptor) => Names.Of(Thread.ProcessId, descriptor);

    public void WriteDescriptor(int descriptor, CallText text)
    {
        text.AddNumber(descriptor);
        if (descriptor < 0)
            return;
        DescriptorName name = DescriptorOf(descriptor);
        if (name.Text.Length == 0)
            return;
        Subject ??= name.Text;
        text.Add('<').AddEscaped(name.Text).Add('>');
    }

    public void WriteName(ulong address, CallText text)
    {
        if (ReadString(address) is not { } name)
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        Subject ??= name;
        text.Add('"').AddEscaped(name).Add('"');
    }

    public void WritePair(ulong address, CallText text)
    {
        if (!TryRead(address, out long both))
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        int first = (int)both;
        int second = (int)(both >> 32);
        Names.Forget(Thread.ProcessId, first);
        Names.Forget(Thread.ProcessId, second);
        text.Add('[');
        WriteDescriptor(first, text);
        text.Add(", ");
        WriteDescriptor(second, text);
        text.Add(']');
    }

    public void WriteData(ulong address, ulong length, CallText text)
    {
        Span<byte> buffer = stackalloc byte[MostShown];
        int count = Read(address, buffer[..(int)Math.Min(length, MostShown)]);
        if (count == 0 && length > 0)
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        text.AddQuoted(buffer[..count]);
        if ((ulong)count < length)
            text.Add("...");
    }

    public void WriteTime(ulong address, CallText text)
    {
        if (!TryRead(address, out LibC.timespec time) || time.tv_nsec is < 0 or > 999_999_999)
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        text.AddNumber(time.tv_sec).Add('.');
        for (long unit = 100_000_000; unit > 0; unit /= 10)
            text.Add((char)('0' + (time.tv_nsec / unit % 10)));
        text.Add('s');
    }

    public void WriteSignals(ulong address, CallText text)
    {
        if (!TryRead(address, out ulong bits))
        {
            CallArgument.WritePointer(address, text);
            return;
        }

        text.Add('[');
        bool isFirst = true;
        for (int number = 1; number <= Signal.Maximum; number++)
        {
            if ((bits >> (number - 1) & 1) == 0)
                continue;
            if (!isFirst)
                text.Add(' ');
            isFirst = false;
            text.Add(new Signal(number).Name);
        }

        text.Add(']');
    }

    public void WriteId(IpcMechanism mechanism, int id, CallText text)
    {
        string name = Names.OfSysV(mechanism, id);
        Subject ??= name;
        text.AddNumber(id);
        if (Names.KeyOf(mechanism, id) is { } key and not 0)
            text.Add("<key ").AddHex((uint)key).Add('>');
    }
}
